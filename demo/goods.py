"""What the shop sells: clothes, shoes, accessories, and the services of its garage."""
import datetime as dt

# (key, parent, name, months in which it sells twice as much); keys are shared by product and till categories.
FAMILIES = (
    ("clothes", None, "Vêtements", ()),
    ("shoes", None, "Chaussures", ()),
    ("extras", None, "Accessoires", ()),
    ("garage", None, "Garage", ()),
    ("woman", "clothes", "Femme", (4, 5, 9, 10)),
    ("man", "clothes", "Homme", (4, 9, 11)),
    ("child", "clothes", "Enfant", (8, 9, 12)),
    ("coat", "clothes", "Manteaux et vestes", (10, 11, 1)),
    ("city", "shoes", "Ville", (3, 9, 10)),
    ("sport", "shoes", "Sport", (4, 6, 9)),
    ("summer", "shoes", "Sandales", (5, 6, 7)),
    ("bag", "extras", "Sacs", (5, 12)),
    ("jewel", "extras", "Bijoux", (2, 5, 12)),
    ("wool", "extras", "Écharpes et gants", (11, 12, 1)),
    ("service", "garage", "Entretien", (6, 7, 12)),
    ("tyre", "garage", "Pneus", (4, 11)),
)

# (reference, family, name, price with tax, cost) in euros; how often it is bought falls with its price.
PRODUCTS = (
    ("FE01", "woman", "Robe d'été fleurie", 59.90, 21.00), ("FE02", "woman", "Robe longue en viscose", 79.90, 29.50),
    ("FE03", "woman", "Chemisier en coton blanc", 45.00, 15.20), ("FE04", "woman", "Jean slim brut", 69.00, 24.80),
    ("FE05", "woman", "Jupe plissée", 49.90, 17.10), ("FE06", "woman", "Pull en mérinos", 75.00, 31.00),
    ("FE07", "woman", "T-shirt col V", 19.90, 5.40), ("FE08", "woman", "Pantalon large en lin", 65.00, 24.00),
    ("HO01", "man", "Chemise Oxford", 49.90, 16.80), ("HO02", "man", "Jean droit", 69.00, 25.00),
    ("HO03", "man", "Pull camionneur", 79.00, 32.40), ("HO04", "man", "Polo piqué", 39.90, 12.10),
    ("HO05", "man", "T-shirt lourd", 22.00, 6.20), ("HO06", "man", "Chino en sergé", 59.90, 20.50),
    ("HO07", "man", "Costume deux pièces", 289.00, 121.00), ("HO08", "man", "Bermuda en toile", 42.00, 14.30),
    ("EN01", "child", "Salopette en jean", 34.90, 12.60), ("EN02", "child", "Marinière", 17.90, 5.30),
    ("EN03", "child", "Robe à smocks", 32.00, 11.70), ("EN04", "child", "Sweat à capuche", 27.90, 9.80),
    ("EN05", "child", "Pyjama en jersey", 19.90, 6.60), ("EN06", "child", "Doudoune enfant", 54.90, 21.40),
    ("MA01", "coat", "Manteau en laine", 189.00, 78.00), ("MA02", "coat", "Trench imperméable", 149.00, 61.00),
    ("MA03", "coat", "Doudoune légère", 119.00, 47.00), ("MA04", "coat", "Blouson en cuir", 259.00, 118.00),
    ("MA05", "coat", "Veste en jean", 79.90, 28.00), ("MA06", "coat", "Parka à capuche", 169.00, 70.00),
    ("VI01", "city", "Derbies en cuir", 129.00, 54.00), ("VI02", "city", "Escarpins", 99.00, 38.00),
    ("VI03", "city", "Bottines à zip", 139.00, 58.50), ("VI04", "city", "Mocassins", 109.00, 43.00),
    ("VI05", "city", "Ballerines", 69.00, 24.00), ("SP01", "sport", "Baskets blanches", 89.00, 33.00),
    ("SP02", "sport", "Chaussures de course", 119.00, 51.00), ("SP03", "sport", "Chaussures de marche", 129.00, 56.00),
    ("SP04", "sport", "Tennis enfant", 39.90, 14.00), ("SA01", "summer", "Sandales à brides", 59.00, 20.00),
    ("SA02", "summer", "Espadrilles basques", 29.90, 9.50), ("SA03", "summer", "Mules en liège", 49.90, 17.50),
    ("SC01", "bag", "Sac à main en cuir", 149.00, 59.00), ("SC02", "bag", "Cabas en toile", 35.00, 11.00),
    ("SC03", "bag", "Sac à dos urbain", 69.00, 26.00), ("SC04", "bag", "Portefeuille", 45.00, 16.00),
    ("SC05", "bag", "Ceinture en cuir", 39.00, 13.50), ("BI01", "jewel", "Collier doré à l'or fin", 49.00, 15.00),
    ("BI02", "jewel", "Boucles d'oreilles", 29.00, 8.00), ("BI03", "jewel", "Montre à bracelet de cuir", 119.00, 47.00),
    ("BI04", "jewel", "Bracelet jonc", 39.00, 12.00), ("LA01", "wool", "Écharpe en laine", 39.00, 14.20),
    ("LA02", "wool", "Gants en cuir", 45.00, 17.00), ("LA03", "wool", "Bonnet côtelé", 19.90, 6.10),
    ("LA04", "wool", "Carré de soie", 69.00, 27.00), ("GA01", "service", "Vidange et filtre à huile", 99.00, 42.00),
    ("GA02", "service", "Révision des 30 000 km", 289.00, 138.00),
    ("GA03", "service", "Contrôle de la climatisation", 89.00, 31.00),
    ("GA04", "service", "Plaquettes de frein avant", 159.00, 74.00),
    ("GA05", "service", "Passage au contrôle technique", 78.00, 52.00),
    ("GA06", "service", "Remplacement du pare-brise", 420.00, 248.00),
    ("PN01", "tyre", "Pneu été 205/55 R16", 94.00, 63.00),
    ("PN02", "tyre", "Pneu hiver 205/55 R16", 109.00, 74.00),
    ("PN03", "tyre", "Permutation et équilibrage", 48.00, 17.00),
)
SERVICES = ("GA", "PN03")

# What each family loses during the sales, in per cent.
SALES_DISCOUNTS = {"clothes": 30, "shoes": 40, "extras": 20}


def catalogue():
    """Return what can be sold.

    :return: one dictionary a product: ref, family, root, name, cents (tax included), cost (cents), weight, months
    :rtype: list[dict]
    """
    families = {key: (parent, months) for key, parent, _name, months in FAMILIES}
    return [
        {
            "ref": ref, "family": family, "root": families[family][0], "name": name, "cents": round(price * 100),
            "cost": round(cost * 100), "weight": 60 / (price + 40), "months": families[family][1],
        }
        for ref, family, name, price, cost in PRODUCTS
    ]


def sales_periods(first, last):
    """Return the French sales that touch the days given: four weeks each winter and summer.

    :return: (first day, last day) of each, in order
    :rtype: list[tuple[date, date]]
    """
    periods = []
    for year in range(first.year, last.year + 2):
        periods += [(start, start + dt.timedelta(days=27)) for start in (_winter(year), _summer(year))]
    return [period for period in periods if period[1] >= first and period[0] <= last + dt.timedelta(days=90)]


def _winter(year):
    """The second Wednesday of January, or the first when the second comes after the 12th."""
    first = dt.date(year, 1, 1)
    second = first + dt.timedelta(days=(2 - first.weekday()) % 7 + 7)
    return second - dt.timedelta(days=7) if second.day > 12 else second


def _summer(year):
    """The last Wednesday of June, or the one before when the last comes after the 28th."""
    end = dt.date(year, 6, 30)
    last = end - dt.timedelta(days=(end.weekday() - 2) % 7)
    return last - dt.timedelta(days=7) if last.day > 28 else last
