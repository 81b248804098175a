"""One function per thing a person asks for: the only place where the engines meet and work is committed."""
