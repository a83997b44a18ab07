import { RemovalPolicy } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type Alias, Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

/** The keys of a deployment. None of them ever leaves KMS, and none is ever deleted with the stack. */
export class Keys extends Construct {
  /** Encrypts what is stored. */
  readonly data: Key;
  /** Signs checkpoints of the log: Ed25519, so that its verifier key has the note format's type 0x01. */
  readonly log: Key;
  /** Signs PDFs. */
  readonly document: Key;
  /** HMAC of links and codes. */
  readonly mac: Key;
  readonly aliases: readonly Alias[];

  constructor(scope: Construct, id: string, { name }: { readonly name: string }) {
    super(scope, id);
    const keep = { removalPolicy: RemovalPolicy.RETAIN };
    this.data = new Key(this, 'Data', { ...keep, description: 'Docket: data', enableKeyRotation: true });
    // alarms and bucket notices come encrypted too
    this.data.grantEncryptDecrypt(new ServicePrincipal('cloudwatch.amazonaws.com'));
    this.log = new Key(this, 'Log', {
      ...keep,
      description: 'Docket: checkpoints of the ledger',
      keySpec: KeySpec.ECC_NIST_EDWARDS25519,
      keyUsage: KeyUsage.SIGN_VERIFY,
    });
    this.document = new Key(this, 'Document', {
      ...keep,
      description: 'Docket: signatures on PDFs',
      keySpec: KeySpec.RSA_3072,
      keyUsage: KeyUsage.SIGN_VERIFY,
    });
    this.mac = new Key(this, 'Mac', {
      ...keep,
      description: 'Docket: links and codes',
      keySpec: KeySpec.HMAC_256,
      keyUsage: KeyUsage.GENERATE_VERIFY_MAC,
    });
    const named = { data: this.data, log: this.log, document: this.document, mac: this.mac };
    this.aliases = Object.entries(named).map(([what, key]) => key.addAlias(`${name}/${what}`));
  }
}
