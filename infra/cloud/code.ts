import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { Code, DockerImageCode } from 'aws-cdk-lib/aws-lambda';
import type { Stage } from '../../functions/pipeline.ts';

const dockerfile = fileURLToPath(new URL('./render/Dockerfile', import.meta.url));

/** What runs as a function, from a folder of bundles by name; what needs LibreOffice is an image that has it. */
export const codeFrom =
  (bundles: string, pipeline: readonly Stage[]) =>
  (name: string): Code | DockerImageCode => {
    const bundle = join(bundles, name);
    if (pipeline.find((stage) => stage.name === name)?.needs !== 'renderer') return Code.fromAsset(bundle);
    copyFileSync(dockerfile, join(bundle, 'Dockerfile'));
    return DockerImageCode.fromImageAsset(bundle, { platform: Platform.LINUX_ARM64 });
  };
