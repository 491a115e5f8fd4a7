"""Twilio's language, in and out: form → event, reply → TwiML, and the signature that says the form is Twilio's."""
