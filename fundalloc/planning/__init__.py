"""A scenario of this year over the years to come."""
