"""WhatsApp played on one machine: a guest's phone in the browser and the Graph API behind it.

It stands for an outside company. Like Meta it knows the secrets of the hotels' accounts, and it
talks to us over HTTP only: nothing here imports the inbox, the outbox or the conversations.
"""
