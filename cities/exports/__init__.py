"""Lists of the desk as files: exactly the rows that the list shows with its filters, all pages of it."""
