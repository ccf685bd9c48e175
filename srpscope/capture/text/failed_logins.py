"""That a login failed, in other languages than English, as servers and apps say it to people."""

from __future__ import annotations

_SAID = (
    # German
    "(?:anmeldung|authentifizierung|login|verifizierung) (?:ist )?(?:fehlgeschlagen|abgelehnt|verweigert)",
    "zugriff verweigert",
    "(?:falsche[rs]?|ungültige[rs]?) (?:passwort|kennwort|anmeldedaten|(?:client-?)?(?:beweis|nachweis|proof))",
    # French
    "échec de (?:l['’]authentification|(?:la )?connexion)",
    "authentification (?:a )?échouée?",
    "accès refusé",
    "mot de passe (?:incorrect|invalide|erroné)",
    "identifiants? (?:incorrects?|invalides?)",
    "preuve (?:du client )?(?:incorrecte|invalide)",
    # Spanish
    "(?:error|fallo) de autenticación",
    "autenticación (?:ha )?(?:fallida|fallado|rechazada)",
    "acceso denegado",
    "contraseña (?:incorrecta|inválida)",
    "inicio de sesión (?:ha )?(?:fallido|fallado)",
    "credenciales (?:incorrectas|inválidas)",
    "prueba (?:del cliente )?(?:incorrecta|inválida)",
    # Portuguese
    "(?:falha|erro) (?:na|de) autenticação",
    "acesso negado",
    "senha (?:incorreta|inválida)",
    # Italian
    "autenticazione (?:non riuscita|fallita)",
    "accesso (?:negato|non riuscito)",
    "password (?:errata|non valida)",
    "credenziali (?:errate|non valide)",
    # Dutch
    "(?:aanmelden|inloggen|authenticatie) (?:is )?mislukt",
    "toegang geweigerd",
    "(?:onjuist|ongeldig|verkeerd) wachtwoord",
    # Swedish, Danish, Norwegian
    "(?:inloggningen|autentiseringen) misslyckades",
    "fel lösenord",
    "(?:forkert|feil) (?:adgangskode|passord)",
    # Polish, Czech
    "błąd (?:uwierzytelniania|logowania)",
    "(?:nieprawidłowe|błędne) hasło",
    "odmowa dostępu",
    "(?:chybné|nesprávné) heslo",
    "přihlášení selhalo",
    # Turkish
    "(?:kimlik doğrulama|giriş) başarısız",
    "(?:yanlış|hatalı) (?:parola|şifre)",
    # Russian, Ukrainian
    "ошибка (?:аутентификации|авторизации|входа)",
    "неверный (?:пароль|логин)",
    "доступ запрещ[её]н",
    "(?:невірний|неправильний) пароль",
    "помилка автентифікації",
    # Chinese
    "(?:认证|验证|登录|登入|認證|驗證|登錄)(?:失败|失敗)",
    "(?:密码|密碼)(?:错误|錯誤|不正确|不正確)",
    # Japanese
    "(?:認証|ログイン)(?:に|が)?(?:失敗|エラー)",
    "パスワードが(?:違|間違|正しく)",
    # Korean
    "(?:인증|로그인)(?:에|이)? ?실패",
    "비밀번호가 (?:틀|일치하지|올바르지)",
)

FAILED_LOGIN = "|".join(_SAID)
"""A pattern, to be searched without regard to case."""

CONDITION = "wenn|falls|si|cuando|quando|quand|als|jeśli|pokud|если|якщо|如果|もし"
"""Words with which a line tells of what may come."""
