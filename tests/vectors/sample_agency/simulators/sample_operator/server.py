"""The operator's answers, from its contract alone."""

import json

from simulators.kit import cast
from simulators.kit.asgi import JSON, Reply, Request
from simulators.kit.population import Population
from simulators.kit.simulator import Simulator
from simulators.sample_operator.people import OWNED, SLOW


def create_app(population: Population) -> Simulator:
    """Return the operator."""
    return Simulator(_answer, population.seed)


def _answer(request: Request) -> Reply:
    """Return the answer to a question; HTTP 400 for anything else."""
    if (request.method, request.path) != ("POST", "/ownership"):
        return _json({"message": "POST /ownership"}, status=400)
    try:
        asked = json.loads(request.body)
        number, person = asked["number"], asked["person"]
    except (ValueError, TypeError, KeyError) as error:
        return _json({"message": str(error)}, status=400)
    owned = number in {OWNED, SLOW} and person == cast.CLEAR_EMPLOYER.national_id
    found = {"number": number, "person": person, "owned": owned}
    return _json(found, delay=3.0 if number == SLOW else 0.0)


def _json(value: object, status: int = 200, delay: float = 0.0) -> Reply:
    """Return ``value`` as a JSON answer."""
    return Reply(status, JSON, json.dumps(value).encode(), delay)
