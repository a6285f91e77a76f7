"""The helpdesk bot's service."""
