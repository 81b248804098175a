"""What a server of pages asks besides: what is at hand, worked out, proposed, and who visits."""
