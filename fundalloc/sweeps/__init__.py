"""One scenario under many settings."""
