"""Papers: documents kept, held, read and destroyed, and personal data apart from them."""
