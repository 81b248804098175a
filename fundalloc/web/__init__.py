"""The web application: the other door onto the use cases, for people who do not type commands; one file per area of pages."""
