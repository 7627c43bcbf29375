"""What people fill in about accountability."""
