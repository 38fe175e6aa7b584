/** A query or mutation that can be run as it stands. */
export interface ExampleQuery {
  /** The operation name, which becomes the tab's title. */
  readonly name: string;
  /** What the example shows, in a sentence. */
  readonly comment: string;
  /** The document, without the comment. */
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** The examples. They run against any organisation, and together show what the graph can do. */
export const exampleQueries: readonly ExampleQuery[] = [
  {
    name: "FirstMatters",
    comment: "The first matters, and who looks after each.",
    query: `query FirstMatters {
  matters(first: 5) {
    nodes {
      name
      status
      assignedTo {
        displayName
      }
    }
  }
}`,
  },
  {
    name: "WhoAmI",
    comment: "Who you are connected as, where, and what you granted.",
    query: `query WhoAmI {
  viewer {
    user {
      emailAddress
      participant {
        displayName
      }
    }
    org
    scopes
    accessTokenExpiresAt
  }
}`,
  },
  {
    name: "MattersWithTasks",
    comment: "Links in both directions: each matter with its step and clients, and the first of its tasks.",
    query: `query MattersWithTasks {
  matters(first: 10, orderBy: [{ field: MODIFIED_TIMESTAMP, direction: DESC }]) {
    totalCount
    nodes {
      name
      step {
        stepName
      }
      primaryParticipants {
        displayName
      }
      tasks(first: 3) {
        nodes {
          name
          dueTimestamp
          assignee {
            displayName
          }
        }
      }
    }
  }
}`,
  },
  {
    name: "OpenTasks",
    comment: "Tasks by filter: not yet done and of high priority, the most urgent first. Everything in a filter has to hold.",
    query: `query OpenTasks($priority: TaskPriority!) {
  tasks(
    first: 10
    filter: { status: { eq: INCOMPLETE }, priority: { eq: $priority } }
    orderBy: [{ field: DUE_TIMESTAMP }]
  ) {
    totalCount
    nodes {
      name
      priority
      dueTimestamp
      matter {
        name
      }
    }
  }
}`,
    variables: { priority: "HIGH" },
  },
  {
    name: "TimeOfAPerson",
    comment: "The way back along a link: people, each with the time they recorded.",
    query: `query TimeOfAPerson {
  users(first: 5, filter: { isActive: { eq: true } }) {
    nodes {
      participant {
        displayName
        timeEntriesAsOwner(first: 3, orderBy: [{ field: TIMESTAMP_DATE, direction: DESC }]) {
          totalCount
          nodes {
            timestampDate
            actualHours
            description
            matter {
              name
            }
          }
        }
      }
    }
  }
}`,
  },
  {
    name: "PagesOfPeople",
    comment: "Paging: the endCursor of one page is the variable of the next.",
    query: `query PagesOfPeople($after: String) {
  participants(first: 5, after: $after, orderBy: [{ field: DISPLAY_NAME }]) {
    totalCount
    nodes {
      id
      displayName
      email
    }
    pageInfo {
      hasNextPage
      endCursor
      page
      pageCount
    }
  }
}`,
    variables: { after: null },
  },
  {
    name: "AnyRecord",
    comment: "Any record by its id alone; the id says of which type it is.",
    query: `query AnyRecord($id: ID!) {
  node(id: $id) {
    id
    ... on Matter {
      name
      status
      division {
        participant {
          displayName
        }
      }
      fileNotes(first: 3) {
        nodes {
          enteredTimestamp
          enteredBy
          text
        }
      }
    }
  }
}`,
    variables: { id: "Matter:1" },
  },
  {
    name: "LatestDocuments",
    comment: "Documents, and where the file of each can be downloaded.",
    query: `query LatestDocuments {
  matterDocuments(first: 5, orderBy: [{ field: MODIFIED_TIMESTAMP, direction: DESC }]) {
    nodes {
      name
      fileSize
      contentUrl
      matter {
        name
      }
    }
  }
}`,
  },
  {
    name: "NewMatterForm",
    comment: "What has to be filled in to open a matter of a type; createMatter takes the answers.",
    query: `query NewMatterForm($matterTypeId: ID!) {
  matterCreationForm(matterTypeId: $matterTypeId) {
    step {
      stepName
    }
    stepParticipantTypes {
      isRequired
      participantType {
        id
        name
      }
    }
    stepDataFields {
      id
      fieldLabel
      isRequired
    }
  }
}`,
    variables: { matterTypeId: "MatterType:1" },
  },
  {
    name: "AddFileNote",
    comment: "A write, which is made as soon as it is run: put in a matter of your own. What is not accepted is in userErrors.",
    query: `mutation AddFileNote($input: CreateFileNoteInput!) {
  createFileNote(input: $input) {
    fileNote {
      id
      text
      enteredBy
      enteredTimestamp
    }
    userErrors {
      code
      message
      field
    }
  }
}`,
    variables: { input: { matterId: "Matter:1", text: "Rang the client: no answer." } },
  },
];

/** An example's document with its comment in the first line. */
export const withComment = ({ comment, query }: ExampleQuery): string => `# ${comment}\n${query}`;
