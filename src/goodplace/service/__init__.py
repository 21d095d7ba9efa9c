"""What is kept and never derived: accounts to sign in with, signatures, the record of promises. Django, no views."""
