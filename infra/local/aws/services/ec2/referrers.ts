/** The resources of each type that refer to an image, by ARN. */
import type { Instance } from '../../../account/shapes.ts';
import type { Visit } from '../../operation.ts';
import { currentParameters, parameterArn } from '../ssm/parameters.ts';
import { isHidden } from './listing.ts';
import type { ReferenceSearch, ResourceType } from './reference-search.ts';
import { newestFirst, templatesOf } from './templates.ts';

type Referrers = (image: string, search: ReferenceSearch, visit: Visit) => string[];

export const referrers: Readonly<Record<ResourceType, Referrers>> = {
  'ec2:Instance': (image, { states }, visit) =>
    seen(visit.world.ec2.instances.all(), visit)
      .filter((instance) => instance.ImageId === image && isInState(instance, states))
      .map(({ InstanceId }) => arn(visit, `instance/${InstanceId ?? ''}`)),
  'ec2:LaunchTemplate': (image, { depth }, visit) =>
    [...templatesOf(seen(visit.world.ec2.templateVersions.all(), visit))]
      .filter(([, versions]) =>
        newestFirst(versions)
          .slice(0, depth)
          .some((version) => version.LaunchTemplateData?.ImageId === image),
      )
      .map(([template]) => arn(visit, `launch-template/${template}`)),
  'ssm:Parameter': (image, _, visit) =>
    currentParameters(visit.world)
      .filter(({ Value }) => Value === image)
      .map(({ Name = '' }) => parameterArn(Name, visit.world)),
  'imagebuilder:ImageRecipe': (image, _, { world }) =>
    arnsOf(world.imagebuilder.imageRecipes.all().filter(({ parentImage }) => parentImage === image)),
  'imagebuilder:ContainerRecipe': (image, _, { world }) =>
    arnsOf(
      world.imagebuilder.containerRecipes
        .all()
        .filter((recipe) => recipe.parentImage === image || recipe.instanceConfiguration?.image === image),
    ),
};

const arn = ({ world }: Visit, resource: string): string =>
  `arn:aws:ec2:${world.region}:${world.account}:${resource}`;

const arnsOf = (recipes: readonly { readonly arn?: string | undefined }[]): string[] =>
  recipes.map((recipe) => recipe.arn ?? '');

const seen = <Item extends Parameters<typeof isHidden>[0]>(
  items: readonly Item[],
  { switches }: Visit,
): readonly Item[] => (switches.referencesSeeManaged ? items : items.filter((item) => !isHidden(item)));

const isInState = ({ State }: Instance, states: readonly string[] | undefined): boolean =>
  states === undefined || states.includes(State?.Name ?? 'running');
