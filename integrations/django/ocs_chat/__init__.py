"""The ocs-chat widget in the templates of a Django site."""
