"""Names of values in other languages than English, at the head of a line: `Passwort: ..`, `mot de passe = ..`."""

from __future__ import annotations

import re
from functools import lru_cache

_WORDS = {
    "username": "benutzername nutzername anmeldename benutzer nutzer utilisateur nom_d'utilisateur nom_d’utilisateur "
    "identifiant usuario nombre_de_usuario usuário nome_de_usuário utilizador utente nome_utente gebruikersnaam "
    "gebruiker användarnamn användare użytkownik nazwa_użytkownika uživatel пользователь имя_пользователя логин "
    "користувач 用户名 用户 使用者 ユーザー名 ユーザー ユーザ名 사용자",
    "password": "passwort kennwort mot_de_passe contraseña contrasena clave_de_acceso senha parola_d'ordine wachtwoord "
    "lösenord hasło heslo пароль 密码 密碼 パスワード 비밀번호",
    "salt": "salz sel sal zout sól sůl соль сіль 盐值 盐 鹽 ソルト 솔트",
    "verifier": "verifizierer verifikator prüfwert vérificateur verificateur verificador verificatore weryfikator "
    "верификатор 验证器 校验值 検証子 検証値",
    "public": "öffentlicher öffentliche öffentliches öffentlich publique pública publica público publico pubblica "
    "pubblico publieke openbare publiczny publiczna veřejný открытый открытое публичный публичное",
    "private": "privater privates geheimer geheime geheimes privé privée privee secrète secrete privada privado "
    "privata privato geheim prywatny prywatna soukromý закрытый закрытое приватный приватное секретный секретное",
    "public key": "公钥 公開鍵 공개키",
    "private key": "私钥 私鑰 秘密鍵 개인키",
    "key": "schlüssel clé cle clave chave chiave sleutel nyckel klucz klíč ключ",
    "value": "wert valeur valor valore waarde wartość hodnota значение 值",
    "proof": "beweis nachweis preuve prueba prova bewijs dowód důkaz доказательство 证明 証明",
    "session key": "sitzungsschlüssel clé_de_session cle_de_session clave_de_sesión clave_de_sesion chave_de_sessão "
    "chiave_di_sessione sessiesleutel сеансовый_ключ ключ_сессии 会话密钥 セッション鍵",
    "prime": "primzahl nombre_premier primo módulo модуль 素数 质数",
    "generator": "erzeuger générateur generateur generador gerador generatore генератор 生成元",
    "client": "cliente klient клиента клиент 客户端 クライアント",
    "server": "serveur servidor serwer serwera сервера сервер 服务器 服务端 伺服器 サーバー サーバ",
    "": "de du del des della dello di do da la le el il der die das des vom von van het d'",
}
"""The English word, and what other languages say for it; words that stand between are left out."""

_ENGLISH = {other.replace("_", " "): word for word, others in _WORDS.items() for other in others.split()}
_OTHER = re.compile(
    "|".join(
        re.escape(one) if not one.isascii() and ord(one[0]) > 0x2E7F else rf"(?<!\w){re.escape(one)}(?!\w)"
        for one in sorted(_ENGLISH, key=len, reverse=True)
    )
)
_KNOWN = frozenset(one for word in _WORDS for one in word.split()) | {"hex", "base64", "m1", "m2"}
"""What a name is made of once it is in English, but for letters."""
_LABEL = re.compile(r"[ \t>*\-•]{0,8}(?P<label>[^\W\d_][^:=：＝\n]{0,58}?)[ \t]{0,4}(?P<sign>[:=：＝])")


def in_english(line: str) -> str:
    """A line with the name at its head in English, where another language's words make it up; else as it is."""
    head = _LABEL.match(line)
    if head is None:
        return line
    name = _translated(head["label"])
    return line if name is None else f"{name}: {line[head.end('sign') :].lstrip()}"


@lru_cache(4_096)
def _translated(label: str) -> str | None:
    """The name in English, None where it is no other language's. A log has the same few names over and over."""
    found = [_ENGLISH[one[0]] for one in _OTHER.finditer(label.lower())]
    if not any(found):
        return None
    words = _OTHER.sub(lambda one: f" {_ENGLISH[one[0]]} ", label.lower()).split()
    if not all(one in _KNOWN or (len(one) == 1 and one.isalpha()) for one in words):
        return None
    letters = iter(re.findall(r"(?<!\w)[A-Za-z](?!\w)", label))
    words = [next(letters, one) if len(one) == 1 else one for one in words]
    words.sort(key=lambda one: one in ("public", "private"))  # with which a line of a program begins
    return " ".join(words)
