"""A report is a table first; workbooks, text and JSON only draw it."""
