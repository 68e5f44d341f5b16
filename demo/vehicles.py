"""The garage's side of the shop: the vehicles of its customers."""
import datetime as dt

# (make, as in Odoo's own list, models, share)
MAKES = (
    ("Renault", ("Clio", "Captur", "Mégane", "Scénic", "Twingo", "Zoé"), 30),
    ("Peugeot", ("208", "308", "2008", "3008", "Partner"), 26),
    ("Citroen", ("C3", "C4", "Berlingo", "C5 Aircross"), 16),
    ("Volkswagen", ("Golf", "Polo", "Tiguan"), 8),
    ("Toyota", ("Yaris", "Corolla", "C-HR"), 8),
    ("Fiat", ("500", "Panda", "Ducato"), 6),
    ("Tesla Motors", ("Model 3", "Model Y"), 3),
    ("Opel", ("Corsa", "Mokka"), 3),
)
FUELS = {"Zoé": "electric", "Model 3": "electric", "Model Y": "electric", "Yaris": "full_hybrid", "C-HR": "full_hybrid"}
COLORS = ("Blanc", "Gris", "Noir", "Bleu", "Rouge", "Vert", "Gris anthracite")
LETTERS = "ABCDEFGHJKLMNPQRSTVWXYZ"


def park(env, rng, today, people, keys):
    """Create the vehicles of those who come to the garage, with what their odometer said last.

    :return: the vehicles
    """
    models, state = _models(env), env.ref("fleet.fleet_vehicle_state_registered")
    owners = [key for key, person in zip(keys, people, strict=True) if "Garage" in person["tags"] and person["active"]]
    rows = [
        _prepare_vehicle(rng, today, owner, models, state)
        for owner in owners for _vehicle in range(rng.choices((1, 2), (85, 15))[0])
    ]
    quiet = env(context=dict(env.context, tracking_disable=True, mail_create_nolog=True, mail_create_nosubscribe=True))
    vehicles = quiet["fleet.vehicle"].create([values for values, _kilometres in rows])
    env["fleet.vehicle.odometer"].create([
        {"vehicle_id": vehicle.id, "value": kilometres, "date": today - dt.timedelta(days=rng.randint(3, 400))}
        for vehicle, (_values, kilometres) in zip(vehicles, rows, strict=True)
    ])
    return vehicles


def _models(env):
    """Return one list of (model, fuel) a make with its share, completing Odoo's own list of makes."""
    drawn = []
    for make, names, share in MAKES:
        brand = env["fleet.vehicle.model.brand"].search([("name", "=", make)], limit=1)
        brand = brand or env["fleet.vehicle.model.brand"].create({"name": make})
        models = env["fleet.vehicle.model"].create([
            {"name": name, "brand_id": brand.id, "default_fuel_type": FUELS.get(name, "gasoline")} for name in names
        ])
        drawn.append((models, share))
    return drawn


def _prepare_vehicle(rng, today, owner, models, state):
    """Return the values of a vehicle and its kilometres."""
    model = rng.choice(rng.choices([entry for entry, _share in models], [share for _entry, share in models])[0])
    age = rng.triangular(0, 18, 5)
    bought = today - dt.timedelta(days=int(age * 365))
    plate = f"{_letters(rng, 2)}-{rng.randint(1, 999):03d}-{_letters(rng, 2)}"
    fuel = model.default_fuel_type
    return {
        "model_id": model.id, "driver_id": owner, "license_plate": plate, "acquisition_date": bought,
        "model_year": str(bought.year), "color": rng.choice(COLORS),
        "vin_sn": f"VF1DEMO{rng.randint(0, 9999999999):010d}",
        "fuel_type": rng.choice(("gasoline", "diesel")) if fuel == "gasoline" else fuel,
        "location": "Pau", "state_id": state.id,
    }, int(age * rng.randint(7000, 19000)) + 50


def _letters(rng, count):
    return "".join(rng.choice(LETTERS) for _place in range(count))
