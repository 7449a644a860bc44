/** Writes a world back as an account file. */
import type { AccountFile } from '../../account/account-file.ts';
import type { World } from './world.ts';

/** The world as it truly stands: nothing that only lingers in listings, no faults. */
export const accountFileOf = ({
  account,
  region,
  ec2,
  autoscaling,
  ssm,
  imagebuilder,
  appstream,
}: World): AccountFile => ({
  account,
  region,
  ec2: {
    Images: [...ec2.images.all()],
    Snapshots: [...ec2.snapshots.all()],
    Instances: [...ec2.instances.all()],
    LaunchTemplateVersions: [...ec2.templateVersions.all()],
    Fleets: [...ec2.fleets.all()],
    SpotFleetRequestConfigs: [...ec2.spotFleetRequests.all()],
    LaunchPermissions: Object.fromEntries(ec2.launchPermissions),
  },
  autoscaling: {
    LaunchConfigurations: [...autoscaling.launchConfigurations.all()],
    AutoScalingGroups: [...autoscaling.groups.all()],
  },
  ssm: { Parameters: [...ssm.parameters.all()] },
  imagebuilder: {
    imageSummaryList: [...imagebuilder.summaries.all()],
    images: [...imagebuilder.images.all()],
    imageRecipes: [...imagebuilder.imageRecipes.all()],
    containerRecipes: [...imagebuilder.containerRecipes.all()],
    lifecyclePolicies: [...imagebuilder.lifecyclePolicies.all()],
  },
  appstream: {
    Images: [...appstream.images.all()],
    Fleets: [...appstream.fleets.all()],
    ImageBuilders: [...appstream.imageBuilders.all()],
    Tags: Object.fromEntries(appstream.tags),
  },
});
