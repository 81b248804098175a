"""The ministry financial report: what the books said, read once, then its pages, one file each."""
