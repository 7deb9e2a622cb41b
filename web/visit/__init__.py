"""What one visitor has: a conversation, as it goes on and as their browser keeps it, and policies of their own."""
