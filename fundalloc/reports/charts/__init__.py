"""Pictures of a table's figures: from a table to SVG, and the native charts of workbooks; both say in words what they show."""
