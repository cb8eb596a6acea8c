-- The tables of duties.prisma.
CREATE TABLE "User" (id text PRIMARY KEY, team_id text NOT NULL, name text NOT NULL, real_name text NOT NULL);
CREATE TABLE "Channel" (id text PRIMARY KEY, team_id text NOT NULL, name text NOT NULL);
CREATE TABLE "Event" (
  event_id text PRIMARY KEY,
  team_id text NOT NULL,
  type text NOT NULL,
  payload jsonb NOT NULL,
  received_at timestamp(3) NOT NULL DEFAULT current_timestamp
);
