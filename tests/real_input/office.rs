//! A certificate office: a root, an issuing authority below it, and `openssl ca` at the
//! counter, with its own configuration. Both subjects end in DC parts, as the name of
//! every AD CS authority does.

use crate::support::Deployment;

/// The office, in the folder `pki` of a deployment.
pub struct Office<'a> {
    deployment: &'a Deployment,
}

/// How an answer is handed over.
#[derive(Clone, Copy, Debug)]
pub enum Wrapping {
    /// As `openssl ca` writes it: a description, then PEM.
    TextAndPem,
    /// The bare certificate.
    Der,
    /// A .p7b with the whole chain, as bytes.
    Pkcs7Der,
    /// The same as PEM.
    Pkcs7Pem,
    /// The same under the label CERTIFICATE, as AD CS hands it out.
    Pkcs7AsCertificate,
    /// Certificate and issuer as PEM with the line ends of Windows.
    ChainWithCrlf,
}

/// All of them; answers take them in turn.
pub const WRAPPINGS: [Wrapping; 6] = [
    Wrapping::TextAndPem,
    Wrapping::Der,
    Wrapping::Pkcs7Der,
    Wrapping::Pkcs7Pem,
    Wrapping::Pkcs7AsCertificate,
    Wrapping::ChainWithCrlf,
];

const CONFIGURATION: &str = "\
[ca]
default_ca = issuing

[issuing]
database = pki/index.txt
new_certs_dir = pki/newcerts
serial = pki/serial
crlnumber = pki/crlnumber
certificate = pki/issuing.pem
private_key = pki/issuing.key
default_md = sha256
default_days = 700
default_crl_days = 7
unique_subject = no
copy_extensions = copy
x509_extensions = leaf
policy = policy

# What is not named is dropped: the OU.
[policy]
countryName = optional
stateOrProvinceName = optional
localityName = optional
organizationName = optional
commonName = supplied

[leaf]
basicConstraints = CA:FALSE
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
crlDistributionPoints = URI:http://pki.contoso.com/issuing.crl

[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash

[intermediate]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, digitalSignature, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
crlDistributionPoints = URI:http://pki.contoso.com/root.crl

[req]
distinguished_name = name
prompt = no
[name]
";

impl<'a> Office<'a> {
    /// Opens it: makes both authorities and the books.
    pub fn open(deployment: &'a Deployment) -> Self {
        deployment.write("pki/openssl.cnf", CONFIGURATION);
        deployment.write("pki/index.txt", "");
        deployment.write("pki/serial", "1000\n");
        deployment.write("pki/crlnumber", "01\n");
        deployment.write("pki/newcerts/.keep", "");
        let office = Self { deployment };
        office.openssl(
            "req -config pki/openssl.cnf -x509 -newkey rsa:2048 -nodes -days 7300 -sha256 \
             -subj /DC=net/DC=contoso/CN=Contoso_Root_CA -extensions root \
             -keyout pki/root.key -out pki/root.pem",
        );
        office.openssl(
            "req -config pki/openssl.cnf -newkey rsa:2048 -nodes \
             -subj /DC=net/DC=contoso/DC=corp/CN=Contoso_Issuing_CA_1 \
             -keyout pki/issuing.key -out pki/issuing.csr",
        );
        office.openssl(
            "x509 -req -in pki/issuing.csr -CA pki/root.pem -CAkey pki/root.key \
             -CAcreateserial -days 3650 -sha256 -extfile pki/openssl.cnf \
             -extensions intermediate -out pki/issuing.pem",
        );
        office.openssl("ca -batch -config pki/openssl.cnf -gencrl -out pki/issuing.crl");
        office
    }

    /// Signs a request and gives the path of the answer, wrapped.
    pub fn sign(&self, request: &str, name: &str, wrapping: Wrapping) -> String {
        let signed = format!("pki/{name}.pem");
        self.openssl(&format!(
            "ca -batch -config pki/openssl.cnf -in {request} -out {signed}"
        ));
        let answer = |ending: &str| format!("answers/{name}.{ending}");
        std::fs::create_dir_all(self.deployment.path("answers")).unwrap();
        let bundle = format!(
            "crl2pkcs7 -nocrl -certfile pki/root.pem -certfile {signed} -certfile pki/issuing.pem"
        );
        match wrapping {
            Wrapping::TextAndPem => {
                let path = answer("crt");
                self.deployment.write(&path, self.deployment.read(&signed));
                path
            }
            Wrapping::Der => {
                let path = answer("cer");
                self.openssl(&format!("x509 -in {signed} -outform DER -out {path}"));
                path
            }
            Wrapping::Pkcs7Der => {
                let path = answer("p7b");
                self.openssl(&format!("{bundle} -outform DER -out {path}"));
                path
            }
            Wrapping::Pkcs7Pem => {
                let path = answer("p7c");
                self.openssl(&format!("{bundle} -out {path}"));
                path
            }
            Wrapping::Pkcs7AsCertificate => {
                let path = answer("txt");
                let text = self.openssl(&bundle);
                let text = text.replace("PKCS7-----", "CERTIFICATE-----");
                assert!(text.starts_with("-----BEGIN CERTIFICATE-----"));
                self.deployment.write(&path, text);
                path
            }
            Wrapping::ChainWithCrlf => {
                let path = answer("pem");
                let leaf = self.openssl(&format!("x509 -in {signed}"));
                let chain = format!("{leaf}{}", self.deployment.read("pki/issuing.pem"));
                self.deployment.write(&path, chain.replace('\n', "\r\n"));
                path
            }
        }
    }

    fn openssl(&self, line: &str) -> String {
        openssl(self.deployment, line)
    }
}

/// Runs OpenSSL, which must succeed; the words of the line are its arguments.
pub fn openssl(deployment: &Deployment, line: &str) -> String {
    let arguments: Vec<&str> = line.split_whitespace().collect();
    deployment.tool("openssl", &arguments)
}
