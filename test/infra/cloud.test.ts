import { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { program, synthesise } from '../support/cloud/synthesise.ts';

describe.each(['dev', 'prod'])('the stack of stage %s', (stage) => {
  let template: Template;
  beforeAll(async () => {
    template = synthesise(await program(), { stage });
  });

  it('is made without a finding of the validator and both rule packs', () => {
    expect(template).toBeInstanceOf(Template);
  });
});
