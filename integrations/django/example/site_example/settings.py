"""Settings of the example: a site with a login and a strict Content-Security-Policy."""

import os
from pathlib import Path

from django.utils.csp import CSP

FOLDER = Path(os.environ.get("EXAMPLE_FOLDER", Path(__file__).parent.parent))
OCS = os.environ.get("OCS_URL", "https://www.openchatstudio.com")

SECRET_KEY = os.environ["SECRET_KEY"]
DEBUG = False
ALLOWED_HOSTS = ["localhost"]
ROOT_URLCONF = "site_example.urls"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "ocs_chat",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
            ]
        },
    }
]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": FOLDER / "db.sqlite3"}}
LOGIN_REDIRECT_URL = "/"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = FOLDER / "collected"
STORAGES = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.NONCE, CSP.WASM_UNSAFE_EVAL],
    "connect-src": [CSP.SELF, OCS],
    "img-src": [CSP.SELF, "data:"],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "require-trusted-types-for": ["'script'"],
}

OCS_CHAT = {
    "OPTIONS": {
        "chatbot_id": os.environ["OCS_CHATBOT_ID"],
        "api_base_url": OCS,
        "header_text": "Help",
    },
    "SEND_USER": True,
    "OAUTH": {
        "CLIENT_ID": os.environ["OCS_CLIENT_ID"],
        "CLIENT_SECRET": os.environ["OCS_CLIENT_SECRET"],
    },
}
