"""A declaration's content as clients are shown it: to the person, and to the organisation that it was made to."""

from shared.declarations.model import Content


def shown(content: Content) -> dict[str, object]:
    """The content by the names of the wire: temperature in degrees Celsius, days as `2020-04-07`."""
    isolation, tenths = content.isolation, content.temperature_tenths
    return {
        "temperature": None if tenths is None else tenths / 10,
        "symptoms": [symptom.value for symptom in content.symptoms],
        "stays": [
            {"division": stay.division, "from": stay.since.isoformat(), "to": stay.until.isoformat()}
            for stay in content.stays
        ],
        "contacts": [{"kind": contact.kind.value, "date": contact.on.isoformat()} for contact in content.contacts],
        "isolation": {
            "kind": isolation.kind.value,
            "from": isolation.since.isoformat() if isolation.since else None,
            "to": isolation.until.isoformat() if isolation.until else None,
        },
        "remarks": content.remarks,
    }
