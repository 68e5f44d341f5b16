"""Where the customers live: real towns and postcodes, streets that exist everywhere."""

# Around each shop: (postcode, town), the first ones most often.
PAU = (
    ("64000", "Pau"), ("64140", "Billère"), ("64230", "Lescar"), ("64110", "Jurançon"), ("64140", "Lons"),
    ("64320", "Idron"), ("64160", "Morlaàs"), ("64300", "Orthez"), ("64400", "Oloron-Sainte-Marie"),
    ("64150", "Mourenx"), ("64800", "Nay"), ("64290", "Gan"), ("64121", "Serres-Castet"), ("65000", "Tarbes"),
    ("65100", "Lourdes"), ("64100", "Bayonne"), ("64600", "Anglet"), ("64200", "Biarritz"), ("40100", "Dax"),
    ("40000", "Mont-de-Marsan"), ("64500", "Saint-Jean-de-Luz"), ("32000", "Auch"),
)
BORDEAUX = (
    ("33000", "Bordeaux"), ("33200", "Bordeaux"), ("33700", "Mérignac"), ("33600", "Pessac"), ("33400", "Talence"),
    ("33130", "Bègles"), ("33170", "Gradignan"), ("33110", "Le Bouscat"), ("33300", "Bordeaux"),
    ("33140", "Villenave-d'Ornon"), ("33320", "Eysines"), ("33290", "Blanquefort"), ("33150", "Cenon"),
    ("33270", "Floirac"), ("33310", "Lormont"), ("33500", "Libourne"), ("33120", "Arcachon"), ("33210", "Langon"),
    ("33260", "La Teste-de-Buch"), ("24000", "Périgueux"), ("47000", "Agen"), ("16000", "Angoulême"),
)
LYON = (
    ("69003", "Lyon"), ("69006", "Lyon"), ("69007", "Lyon"), ("69002", "Lyon"), ("69004", "Lyon"), ("69008", "Lyon"),
    ("69001", "Lyon"), ("69009", "Lyon"), ("69005", "Lyon"), ("69100", "Villeurbanne"), ("69200", "Vénissieux"),
    ("69300", "Caluire-et-Cuire"), ("69500", "Bron"), ("69130", "Écully"), ("69600", "Oullins-Pierre-Bénite"),
    ("69110", "Sainte-Foy-lès-Lyon"), ("69160", "Tassin-la-Demi-Lune"), ("69800", "Saint-Priest"),
    ("69330", "Meyzieu"), ("69400", "Villefranche-sur-Saône"), ("01000", "Bourg-en-Bresse"), ("38200", "Vienne"),
    ("42000", "Saint-Étienne"), ("38000", "Grenoble"),
)
# Who buys on the web site.
ELSEWHERE = (
    ("75011", "Paris"), ("75015", "Paris"), ("75018", "Paris"), ("75006", "Paris"), ("92100", "Boulogne-Billancourt"),
    ("78000", "Versailles"), ("59000", "Lille"), ("67000", "Strasbourg"), ("68100", "Mulhouse"), ("57000", "Metz"),
    ("44000", "Nantes"), ("35000", "Rennes"), ("29200", "Brest"), ("31000", "Toulouse"), ("34000", "Montpellier"),
    ("13001", "Marseille"), ("06000", "Nice"), ("20000", "Ajaccio"), ("20200", "Bastia"), ("21000", "Dijon"),
    ("63000", "Clermont-Ferrand"), ("87000", "Limoges"), ("86000", "Poitiers"), ("14000", "Caen"),
    ("49100", "Angers"), ("17000", "La Rochelle"), ("64270", "Salies-de-Béarn"), ("74000", "Annecy"),
)
OVERSEAS = (
    ("97400", "Saint-Denis"), ("97410", "Saint-Pierre"), ("97434", "Saint-Gilles-les-Bains"),
    ("97200", "Fort-de-France"), ("97110", "Pointe-à-Pitre"),
)
BELGIUM = (
    ("1000", "Bruxelles"), ("1050", "Ixelles"), ("4000", "Liège"), ("5000", "Namur"), ("7000", "Mons"),
    ("6000", "Charleroi"), ("1300", "Wavre"),
)
SWITZERLAND = (
    ("1201", "Genève"), ("1227", "Carouge"), ("1003", "Lausanne"), ("1260", "Nyon"), ("2000", "Neuchâtel"),
    ("1700", "Fribourg"), ("1950", "Sion"),
)

# (share of the customers, country, home place, towns); places are those of ``sales``: three tills, then the web.
REGIONS = (
    (36, "FR", 0, PAU),
    (25, "FR", 1, BORDEAUX),
    (21, "FR", 2, LYON),
    (11, "FR", 3, ELSEWHERE),
    (1, "FR", 3, OVERSEAS),
    (3, "BE", 3, BELGIUM),
    (3, "CH", 3, SWITZERLAND),
)

STREETS = (
    "rue des Lilas", "avenue de la République", "rue du Maréchal-Foch", "impasse des Chênes", "rue Jean-Jaurès",
    "boulevard Victor-Hugo", "allée des Tilleuls", "rue de l'Église", "place du Marché", "chemin des Vignes",
    "rue Pasteur", "avenue du Général-de-Gaulle", "rue des Écoles", "rue du Moulin", "cours Gambetta",
    "rue de la Fontaine", "quai des Tanneurs", "rue Sainte-Catherine", "passage des Orfèvres", "route de la Forêt",
    "rue Émile-Zola", "square des Acacias", "rue Marcel-Pagnol", "rue du 8-Mai-1945", "avenue des Pyrénées",
    "rue Georges-Brassens", "chemin de la Croix-Blanche", "rue des Frères-Lumière", "rue Simone-Veil",
    "rue du Docteur-Schweitzer", "lotissement Les Hauts-de-Bellevue", "faubourg Saint-Nicolas",
)
COMPLEMENTS = (
    "Bât. A", "Bât. C, appt 12", "Résidence Les Pins", "Résidence du Parc, 3e étage", "Appt 4", "Escalier B",
    "Chez Mme Duval", "Étage 2, porte gauche", "Le Clos des Vignes", "BP 41", "Lieu-dit Les Granges",
)


def home(rng):
    """Draw a home.

    :return: street, complement or None, postcode, town, country code, usual place to buy
    :rtype: dict
    """
    country, place, towns = rng.choices([region[1:] for region in REGIONS], [region[0] for region in REGIONS])[0]
    # A third of the weight lies on the first towns of each list.
    zip_code, city = towns[min(int(rng.expovariate(1 / 6)), len(towns) - 1)]
    number = rng.choice(("", " bis", " ter")) if rng.random() < 0.08 else ""
    return {
        "street": f"{rng.randint(1, 140)}{number} {rng.choice(STREETS)}",
        "street2": rng.choice(COMPLEMENTS) if rng.random() < 0.17 else None,
        "zip": zip_code, "city": city, "country": country, "place": place,
    }
