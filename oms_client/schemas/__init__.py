"""What is known of the bodies, one file a subject; nothing here is used unless it is asked for."""
