// Words for what opens doors: passwords, keys, tokens, codes.

import type { ClassWords } from "./class-words.ts";

export const SECRET: ClassWords = {
  holds: "secret",
  families: ["uuid", "bytes", "array", "json", "other", "integer"],
  certain: {
    short:
      "jwk, jwk private, password, passwords, passwd, pwd, pw, pass, psw, pswd, jwt, otp, totp, mfa secret, cvv, cvv2, cvc, cvc2, csc, api key, apikey, api tkn, api secret, tkn, pem, pass crypt, pass hash, pw hash",
    en: "password hash, password salt, password digest, password crypt, encrypted password, passphrase, pass phrase, passcode, pass code, secret, secrets, access key, private key, secret key, signing key, signing secret, encryption key, master key, hmac key, ssh key, license key, licence key, activation key, confirmation key, webhook secret, client secret, token, tokens, token hash, token digest, bearer, auth header, authorization, salt, pin code, pin hash, credential, credentials, security answer, security question, security code, recovery code, recovery codes, backup codes, reset code, verification code, seed phrase, mnemonic, cookie, cookies, session token, session data, session key",
    de: "passwort, kennwort, geheimnis, zugangscode, schluessel geheim, pin nummer, geheimzahl",
    fr: "mot de passe, mot passe, motdepasse, mdp, mot de passe hash, cle api, cle secrete, cle privee, jeton, code secret, question secrete, reponse secrete",
    es: "contrasena, contrasenia, password hash, clave acceso, clave de acceso, clave secreta, clave privada, palabra clave, pregunta secreta, respuesta secreta",
    pt: "senha, senhas, senha hash, palavra passe, chave api, chave secreta, chave privada, pergunta secreta, resposta secreta",
    it: "parola chiave, parola d ordine, codice segreto, chiave api, chiave segreta, chiave privata, domanda segreta, risposta segreta",
  },
  likely: { en: "pin, otp secret, totp secret, two factor secret" },
  ofPeople: { es: "clave", de: "schluessel, schlussel" },
};
