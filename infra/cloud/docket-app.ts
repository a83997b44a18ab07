import { App, type AppProps, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { DocketStack, type Program } from './docket-stack.ts';
import { settingsOf } from './settings.ts';

/** The app of one deployment; what is checked is checked at every `synth`, before anything reaches AWS. */
export const createApp = (
  program: Program,
  props: AppProps = {},
): { readonly app: App; readonly stack: DocketStack } => {
  const app = new App(props);
  const settings = settingsOf(app);
  const stack = new DocketStack(app, `Docket-${settings.stage}`, {
    settings,
    program,
    description: 'Docket: commercial documents from requests to the archive',
    env: {
      ...(settings.account && { account: settings.account }),
      ...(settings.region && { region: settings.region }),
    },
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  return { app, stack };
};
