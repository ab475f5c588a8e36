"""What the API shows of what the apps share."""
