"""The landlord's policy as data: read, checked and explained."""
