"""The desk's pages of a member list: from the file to the register, and back."""
