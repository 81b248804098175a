"""The nouns of the work, frozen and strict: plans, envelopes, recipients, requests, rules, goals, funds, claims, statements."""
