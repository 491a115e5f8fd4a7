"""Twilio's language, in and out: form → event, speech → meaning, reply → TwiML, and the form's signature."""
