"""Small who-does-what-where files that show what real ones do: made-up rows, real quirks of form."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path


def csv_file(path: Path, rows, *, encoding="utf-8", delimiter=","):
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def workbook(path: Path, **sheets):
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def with_macros(path: Path):
    """The workbook with an empty part of the name that macros have."""
    with zipfile.ZipFile(path, "a") as parts:
        parts.writestr("xl/vbaProject.bin", b"")
    return path


def locked(path: Path):
    """A file that begins and is named inside as a workbook with a password is."""
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
    path.write_bytes(header + "EncryptedPackage".encode("utf-16-le") + bytes(600))
    return path


PLAIN = (
    ("Organisation", "Sector", "District", "Status"),
    ("NRC", "Education", "Isingiro", "Ongoing"),
    ("HelpAge", "Protection", "Adjumani", "Planned"),
)

# South Sudan: hashtags in the first row and no headings at all.
TAGS_FIRST = (
    ("#org+name", "#org+acronym", "#org+type", "#sector", "#adm1+name", "#adm2+name", "#adm2+code"),
    ("Norwegian Refugee Council", "NRC", "INGO", "Education", "Unity", "Rubkona", "SS0806"),
    ("Nile Hope", "NH", "NNGO", "WASH", "Jonglei", "Bor South", "SS0303"),
    ("Nile Hope", "NH", "NNGO", "WASH", "Jonglei", "Bor south", "SS0303"),
    ("Nile Hope", "NH", "NNGO", "WASH", "Jonglei", "Bor-South County", "SS0303"),
)

# Mozambique: a legend in three languages above, hashtags in row 7, Portuguese.
LEGEND_ABOVE = (
    ("Moçambique: presença operacional", "", "", "", "", ""),
    ("", "", "", "", "", ""),
    ("Organisation that does the work", "Type", "Cluster", "Province", "District", "Status"),
    ("Organização que executa", "Tipo", "Cluster", "Província", "Distrito", "Situação"),
    ("Organisation qui met en œuvre", "Type", "Cluster", "Province", "District", "Statut"),
    ("Parceiro implementador", "Tipo de organização", "Cluster", "Província", "Distrito", "Situação"),
    ("#org +impl", "#org +impl+type", "#sector\t", "#adm1 +name", "#adm2 +name", "#status"),
    ("Associação Kulima", "ONG Nacional", "Protecção", "Cabo Delgado", "Pemba", "Em curso"),
    ("PMA", "Agência das Nações Unidas", "Segurança Alimentar", "Cabo Delgado", "Metuge", "Concluído"),
    ("Médicos Sem Fronteiras", "ONG Internacional", "Saúde", "Nampula", "Meconta", "Planificado"),
)

# Cameroon: a blank inside hashtags, donors mostly empty, most rows repeated, codes of two schemes.
FUNDER = (
    ("Donor", "Implementing partner", "Sector", "Region", "Division", "Division code"),
    ("#org +funder", "#org +impl", "#sector", "#adm1 +name", "#adm2 +name", "#adm2 +code"),
    ("ECHO", "DRC", "Refugee Response", "Est", "Kadey", "CMR002001"),
    ("", "DRC", "Refugee Response", "Est", "Kadey", "CMR002001"),
    ("", "DRC", "Refugee Response", "Est", "Kadey ", "CMR002001"),
    ("", "DRC", "Refugee Response", "Est", "Kadey", "CMR002001"),
    ("", "IMC", "Health", "Nord", "Mayo-Rey", "CM007006"),
)

# Haiti: every column twice, in French and in English.
TWO_LANGUAGES = (
    (
        "Organisation",
        "Secteur",
        "Sector",
        "Département",
        "Department",
        "Commune",
        "Commune (EN)",
        "Type d'organisation",
        "Type",
    ),
    (
        "#org",
        "#sector+i_fr",
        "#sector+i_en",
        "#adm1+name+i_fr",
        "#adm1+name+i_en",
        "#adm2+name+i_fr",
        "#adm2+name+i_en",
        "#org+type+i_fr",
        "#org+type+i_en",
    ),
    ("Zanmi Lasante", "Santé", "Health", "Ouest", "West", "Mirebalais", "Mirebalais", "ONG nationale", "National NGO"),
    (
        "J/P Haitian Relief Organization",
        "Abris",
        "Shelter",
        "Ouest",
        "West",
        "Delmas",
        "Delmas",
        "ONG internationale",
        "International NGO",
    ),
)

# Colombia: who leads and who implements, Spanish.
LEADERS = (
    (
        "Organización líder",
        "Socio implementador",
        "Donante",
        "Clúster",
        "Departamento",
        "Municipio",
        "Código municipio",
        "Estado",
        "Fecha de inicio",
        "Beneficiarios alcanzados",
    ),
    (
        "#org+leader",
        "#org+impl",
        "#org+donor",
        "#sector",
        "#adm1+name",
        "#adm2+name",
        "#adm2+code",
        "#status",
        "#date+start",
        "#reached",
    ),
    (
        "ACNUR",
        "Pastoral Social",
        "PRM",
        "Protección",
        "La Guajira",
        "Riohacha",
        "CO44001",
        "En ejecución",
        "15/03/2021",
        "1.250",
    ),
    ("ACNUR", "ACNUR", "", "Protección", "La Guajira", "Maicao", "CO44430", "Finalizado", "01/02/2021", "90"),
)

# Iraq: a hashtag that lies about what its column holds.
LYING_TAG = (
    ("Organization", "Primary/Sub-Implementing", "Cluster", "Governorate", "District"),
    ("#org", "#org +impl", "#sector", "#adm1+name", "#adm2+name"),
    ("ACTED", "Primary", "Shelter", "Ninewa", "Mosul"),
    ("WEO", "Sub-Implementing", "Shelter", "Ninewa", "Sinjar"),
    ("WEO", "Sub-Implementing", "WASH", "Ninewa", "Sinjar"),
)

# Nigeria: headings of name and acronym exchanged, hashtags right; codes of the level above among the codes.
EXCHANGED = (
    ("Organization", "Acronym", "Sector", "State", "LGA", "LGA code"),
    ("#org+acronym", "#org+name", "#sector", "#adm1+name", "#adm2+name", "#adm2+code"),
    ("FHI360", "Family Health International", "Health", "Borno", "Maiduguri", "NG008021"),
    ("GPON", "Goalprime Organization Nigeria", "Education", "Borno", "Jere", "NG008012"),
    ("GPON", "Goalprime Organization Nigeria", "Protection", "Yobe", "Damaturu", "NGA036"),
)

# Burkina: a second row of hashtags inside the data, spreadsheet words among them.
SECOND_TAG_ROW = (
    (
        "Organisation *",
        "Partenaire de mise en œuvre",
        "Bailleur de fonds",
        "Région *",
        "Commune *",
        "Ville/village",
        "Secteur/Cluster*",
    ),
    ("#org+name", "#org+partner", "#org+funding", "#adm1+name", "#adm3+name", "Colonne7", "#sector"),
    ("", "", "", "#adm1+name", "#adm3+name", "", ""),
    ("ACTED", "ACTED", "ECHO", "Est", "Fada N'Gourma", "", "Abris/AME"),
    ("UNICEF", "DRS Sahel", "", "Sahel", "Dori", "Dori", "Santé"),
)

# A table that counts organisations by sector instead of naming them.
WIDE = (
    ("OBLAST", "ADMIN1_ID", "CCCM", "Education", "Health", "Shelter", "WASH", "TOTAL"),
    ("Cherkaska", "UA71", "", "2", "10", "5", "7", "30"),
    ("Odeska", "UA51", "1", "4", "12", "8", "9", "41"),
)
