"""What personal details look like in a text: addresses, postcodes, registrations, numbers, e-mail, profiles."""

import re

ADDRESS = re.compile(
    r"\b\d{1,4}[a-zA-Z]?,? (?:[A-Z][\w'’]{1,20} ){1,3}"
    r"(?:Road|Rd|Street|St|Avenue|Ave|Close|Cl|Lane|Ln|Drive|Dr|Way|Row|Crescent|Cres|Court|Ct|Place|Terrace|Gardens|Grove|Mews|Hill|Rise|Walk|"
    r"View|Park|Square|Green|Yard|Croft|Fold|Gate|Parade|Villas|Cottages|Mount|Vale)\b",
    re.IGNORECASE,
)
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")
PLATE = re.compile(r"\b(?:[A-Z]{2}\d{2} ?[A-Z]{3}|[A-Z]\d{1,3} ?[A-Z]{3}|[A-Z]{3} ?\d{1,3}[A-Z])\b", re.IGNORECASE)
PRIVATE_EMAIL = re.compile(
    r"\b[\w.+-]{1,40}@(?:gmail|googlemail|hotmail|outlook|yahoo|icloud|live|aol|btinternet|sky|virginmedia|proton|"
    r"protonmail|me|msn|talktalk)\.[a-z.]{2,8}",
    re.IGNORECASE,
)
PROFILE = re.compile(
    r"(?:https?://)?(?:www\.|m\.)?(?:facebook|fb|instagram|linkedin|tiktok|twitter|x|snapchat|onlyfans)"
    r"\.com/[\w./?=&-]{3,80}",
    re.IGNORECASE,
)
MOBILE = re.compile(r"(?<!\d)(?:\+44 ?|0)7\d{3}[ -]?\d{3}[ -]?\d{3}(?!\d)")
