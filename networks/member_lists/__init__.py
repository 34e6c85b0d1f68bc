"""Member lists from networks' secretariats: read, matched with places, compared with the register, taken over, undone."""
