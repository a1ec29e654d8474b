"""A web enrolment that shows the pages of Microsoft's, in English or German.

certsrv.py PORT LOGIN LANGUAGE, where LOGIN is basic, ntlm, negotiate (the same messages under
that name), or kerberos (which takes no NTLM). `mood/NAME` says how it takes the request for a
common name. Logins are judged by pyspnego, with the binding to TLS that Extended Protection asks
for. Each request that is handed in is noted in `calls`.
"""

import base64
import hashlib
import http.server
import os
import ssl
import subprocess
import sys
import threading
import urllib.parse

PORT, LOGIN, LANGUAGE = int(sys.argv[1]), sys.argv[2], sys.argv[3]
USER, PASSWORD = "CONTOSO\\svc-forecert", "Pa55 w\u00f6rd"
LOCK = threading.Lock()
REQUESTS = {}

with open("users", "w", encoding="utf-8") as users:
    users.write(f"CONTOSO:svc-forecert:{PASSWORD}\n")
os.environ["NTLM_USER_FILE"] = os.path.abspath("users")

if LOGIN in ("ntlm", "negotiate"):
    import spnego
    from spnego._ntlm_raw.messages import Authenticate, AvId, NTClientChallengeV2
    from spnego.channel_bindings import GssChannelBindings

    DER = ssl.PEM_cert_to_DER_cert(open("tls.pem").read())
    BINDINGS = GssChannelBindings(
        application_data=b"tls-server-end-point:" + hashlib.sha256(DER).digest()
    )

WORDS = {
    "en": {
        "pending": "Certificate Pending",
        "received": "Your certificate request has been received. However, you must wait for an\n"
        "administrator to issue the certificate you requested.",
        "id": "Your Request Id is {}.",
        "return": "Please return to this web site in a day or two to retrieve your certificate.",
        "title": "Certificate Request Denied",
        "denied": "Your certificate request was denied.",
        "labels": ("Disposition", "Disposition message", "Result", "LastStatus"),
        "under": "Taken Under Submission",
        "by": "Denied by CONTOSO\\ca-admin",
        "template": "Denied by Policy Module  0x80094800, The request was for a certificate template "
        "that is not supported by the Active Directory Certificate Services policy: NoSuch.",
    },
    "de": {
        "pending": "Zertifikat steht aus",
        "received": "Ihre Zertifikatanforderung wurde empfangen. Sie m\u00fcssen jedoch warten, bis ein\n"
        "Administrator das angeforderte Zertifikat ausstellt.",
        "id": "Die Anforderungs-ID lautet {}.",
        "return": "Kehren Sie in 1 bis 2 Tagen zu dieser Website zur\u00fcck, um das Zertifikat abzurufen.",
        "title": "Zertifikatanforderung verweigert",
        "denied": "Ihre Zertifikatanforderung wurde verweigert.",
        "labels": ("Verteilung", "Verteilungsmeldung", "Ergebnis", "LetzterStatus"),
        "under": "\u00dcbermittelt",
        "by": "Verweigert von CONTOSO\\ca-admin",
        "template": "Vom Richtlinienmodul verweigert  0x80094800, Die Anforderung bezog sich auf eine "
        "Zertifikatvorlage, die nicht unterst\u00fctzt wird: NoSuch.",
    },
}[LANGUAGE]


def page(body):
    return (
        "<HTML>\n<Head>\n\t<Title>Microsoft Active Directory Certificate Services</Title>\n</Head>\n"
        f"<Body BgColor=#FFFFFF><Font ID=locPageFont Face=\"Arial\">\n{body}\n</Font></Body>\n</HTML>"
    )


def pending(number):
    return page(
        f"<P ID=locPageTitle> <B> {WORDS['pending']} </B>\n"
        f"<P ID=locInfoNewReq> {WORDS['received']} </P>\n"
        f"<P ID=locInfoReqIDandContact> {WORDS['id'].format(number)}</P>\n"
        f"<P ID=locInstructions> {WORDS['return']}</P>"
    )


def denied(number, words):
    return page(
        f"<P ID=locPageTitle> <B> {WORDS['title']} </B>\n<P ID=locDenied> {WORDS['denied']} </P>\n"
        f"<P>{WORDS['id'].format(number)} \"{words}\".</P>"
    )


def standing(disposition, words, status):
    label = WORDS["labels"]
    rows = (
        ("locDispLabel", label[0], f"{disposition} <LocID ID=locDispSpacer>-</LocID> "),
        ("locDispMsgLabel", label[1], words),
        ("locResultLabel", label[2], "0x0 (WIN32: 0)"),
        ("locLastStatLabel", label[3], status),
    )
    return page(
        "<DL>"
        + "".join(
            f"\t<DT ID={name}><Font Size=-1><B>{text}:</B></Font></DT><DD>\n\t\t{value}\n\t</DD>\n"
            for name, text, value in rows
        )
        + "</DL>"
    )


def sign(number):
    name, csr = REQUESTS[number]
    certificate = f"signed/{number}.pem"
    if not os.path.exists(certificate):
        with open(f"signed/{number}.csr", "w") as file:
            file.write(csr)
        subprocess.run(
            ["openssl", "x509", "-req", "-in", f"signed/{number}.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
             "-copy_extensions", "copyall", "-extfile", "extensions", "-days", "300", "-out", certificate],
            check=True, stderr=subprocess.DEVNULL,
        )
    return open(certificate).read()


def mood(name):
    try:
        return open(f"mood/{name}").read()
    except FileNotFoundError:
        return "issued"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def setup(self):
        super().setup()
        self.context = None

    def answer(self, status, body, kind="text/html", headers=()):
        body = body.encode("utf-8" if LANGUAGE == "en" else "cp1252")
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def refuse(self, *offers):
        offers = offers or {
            "basic": ('Basic realm="ca01"',), "ntlm": ("Negotiate", "NTLM"),
            "negotiate": ("Negotiate",), "kerberos": ("Negotiate",),
        }[LOGIN]
        self.answer(401, page("Unauthorized"), headers=[("WWW-Authenticate", one) for one in offers])

    def let_in(self):
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        if LOGIN == "basic":
            expected = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
            if (scheme, token) == ("Basic", expected):
                return True
            self.refuse()
            return False
        wanted = {"ntlm": "NTLM", "negotiate": "Negotiate", "kerberos": "none"}[LOGIN]
        if scheme != wanted:
            self.refuse()
            return False
        token = base64.b64decode(token)
        if token[8] == 1:
            self.context = spnego.server(protocol="ntlm", channel_bindings=BINDINGS)
        elif self.context is None:
            self.refuse()
            return False
        try:
            if token[8] == 3:
                # pyspnego takes a binding of zeros for one that is not asked for; IIS does not.
                response = Authenticate.unpack(token).nt_challenge_response
                pairs = NTClientChallengeV2.unpack(response[16:]).av_pairs
                if pairs[AvId.channel_bindings] == b"\0" * 16:
                    raise PermissionError("no binding")
            answer = self.context.step(token)
        except Exception as error:
            with open("logins", "a") as log:
                log.write(f"{error}\n")
            self.context = None
            self.refuse()
            return False
        if self.context.complete:
            with open("logins", "a") as log:
                log.write(f"{self.context.client_principal}\n")
            self.context = None
            return True
        self.refuse(f"{wanted} {base64.b64encode(answer).decode()}")
        return False

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if not self.let_in():
            return
        form = {name: value[0] for name, value in urllib.parse.parse_qs(body).items()}
        with LOCK:
            number = str(len(REQUESTS) + 7)
            REQUESTS[number] = None
        csr = form["CertRequest"]
        subject = subprocess.run(["openssl", "req", "-noout", "-subject", "-nameopt", "multiline"],
                                 input=csr, capture_output=True, text=True).stdout
        name = subject.split("commonName")[1].split("=")[1].strip().splitlines()[0]
        REQUESTS[number] = (name, csr)
        with open("calls", "a") as calls:
            calls.write(f"{name} {form['Mode']} {form['CertAttrib'].strip()} {self.headers['User-Agent'][:7]}\n")
        match mood(name):
            case "pending":
                self.answer(200, pending(number))
            case "template":
                self.answer(200, denied(number, WORDS["template"]))
            case "elsewhere":
                self.answer(302, "", headers=[("Location", "https://evil.example/certsrv/")])
            case "proxy":
                self.answer(200, page("Please log in to the network first."))
            case "issued":
                self.answer(200, page(f'<A Href="certnew.cer?ReqID={number}&amp;Enc=b64">x</A>'))

    def do_GET(self):
        if not self.let_in():
            return
        url = urllib.parse.urlparse(self.path)
        query = urllib.parse.parse_qs(url.query)
        number = query.get("ReqID", [""])[0]
        if url.path == "/certsrv/certcarc.asp":
            self.answer(200, page("<Script>var nRenewals=0;</Script>"))
        elif url.path == "/certsrv/certnew.p7b":
            chain = ["-certfile", "ca.pem"]
            if number != "CACert":
                sign(number)
                chain += ["-certfile", f"signed/{number}.pem"]
            made = subprocess.run(["openssl", "crl2pkcs7", "-nocrl", *chain], capture_output=True, text=True).stdout
            # Windows calls its PKCS#7 a certificate.
            self.answer(200, made.replace("PKCS7", "CERTIFICATE"), "application/x-pkcs7-certificates")
        elif url.path == "/certsrv/certnew.cer" and number in REQUESTS:
            match mood(REQUESTS[number][0]):
                case "pending":
                    self.answer(200, standing(5, WORDS["under"], "0x0 (WIN32: 0)"))
                case "denied":
                    self.answer(200, standing(2, WORDS["by"], "0x80094014 (-2146877420 CERTSRV_E_ADMIN_DENIED_REQUEST)"))
                case _:
                    self.answer(200, sign(number), "application/pkix-cert")
        else:
            self.answer(404, page("Not found"))

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True


server = Server(("127.0.0.1", PORT), Handler)
tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.load_cert_chain("tls.pem", "tls.key")
server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
server.serve_forever()
