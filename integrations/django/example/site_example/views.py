"""The page of the example."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def order(request: HttpRequest) -> HttpResponse:
    return render(request, "order.html", {"chat_context": {"order": 42}})
