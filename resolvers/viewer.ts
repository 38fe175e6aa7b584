import type { GraphQLResolveInfo } from "graphql";
import { Ctx, Field, FieldResolver, Info, ObjectType, Query, Resolver } from "type-graphql";
import { User } from "../schema/resources/user.js";
import { resourceOf } from "../schema/vocabulary/resource.js";
import { DateTime } from "../schema/vocabulary/scalars.js";
import type { Context, RestRecord } from "./context.js";
import { selectionOf } from "./selection.js";

/** The person who is asking, as the graph shows them. */
@ObjectType("Viewer", {
  description: "The person who is asking: every answer is limited to what they may see, every write is logged as theirs.",
})
export class ViewerType {
  @Field(() => String, { simple: true, description: "Key of the organisation whose data the viewer sees." })
  org!: string;

  @Field(() => [String], {
    simple: true,
    description: "The scopes the viewer granted to this application, as far as known; `all` stands for every scope.",
  })
  scopes!: readonly string[];

  @Field(() => DateTime, { simple: true, description: "When the current access token ends. It is renewed by itself." })
  accessTokenExpiresAt!: string;
}

/** The field `viewer` and its fields. */
@Resolver(() => ViewerType)
export class ViewerResolver {
  @Query(() => ViewerType, { nullable: true, description: "The person who is asking." })
  viewer(@Ctx() { viewer }: Context): ViewerType {
    const { org, scopes, accessTokenExpiresAt } = viewer.require();
    return { org, scopes, accessTokenExpiresAt: new Date(accessTokenExpiresAt).toISOString() };
  }

  @FieldResolver(() => User, { nullable: true, description: "The viewer's own user record." })
  user(@Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<RestRecord | null> {
    const user = resourceOf(User);
    context.viewer.requireScope(user);
    return context.records.current(selectionOf(context, info, user));
  }
}
