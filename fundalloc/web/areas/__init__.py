"""The areas of the application: one file each, with its pages, what is sent to them, and who may."""
