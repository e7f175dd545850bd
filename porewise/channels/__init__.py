"""Our own channels: how visitors' messages come in and answers go out (docs/channels/)."""
