/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/cli/mps-cli-out.h"
#include "app/session/mps-session.h"
#include "devices/virtual/mps-virtual.h"

G_BEGIN_DECLS

#define MPS_CLI_PROGRAM "manpasikctl"

/** MpsExit: exit codes (cli.md). */
typedef enum {
  MPS_EXIT_DONE = 0,
  MPS_EXIT_FAILED = 1,
  MPS_EXIT_USAGE = 2,
  MPS_EXIT_REFUSED = 3,
  MPS_EXIT_NOT_FOUND = 4,
} MpsExit;

/**
 * MpsCli: what stands before the command.
 * @profile: the profile's folder
 * @user: (nullable): who works
 * @password_file: (nullable): file with the password
 * @recovery_file: (nullable): file with the recovery key
 * @json: whether stdout is for programs
 */
typedef struct {
  char *profile;
  char *user;
  char *password_file;
  char *recovery_file;
  gboolean json;
} MpsCli;

/**
 * MpsCommand: one command of the program.
 * @name: as it is typed
 * @arguments: what follows it
 * @summary: one line of help, marked for translation
 * @run: does it; @argv[0] is the command's name
 */
typedef struct {
  const char *name;
  const char *arguments;
  const char *summary;
  MpsExit (*run) (MpsCli *cli, int argc, char **argv);
} MpsCommand;

/* One table a family of commands. */
extern const MpsCommand mps_profile_commands[];
extern const MpsCommand mps_people_commands[];
extern const MpsCommand mps_record_commands[];
extern const MpsCommand mps_chart_commands[];
extern const MpsCommand mps_device_commands[];
extern const MpsCommand mps_measure_commands[];
extern const MpsCommand mps_run_commands[];
extern const MpsCommand mps_analyse_commands[];
extern const MpsCommand mps_backup_commands[];
extern const MpsCommand mps_keeping_commands[];
extern const MpsCommand mps_audit_commands[];
extern const MpsCommand mps_export_commands[];
extern const MpsCommand mps_search_commands[];

gboolean mps_cli_parse (MpsCli *cli,
                        const char *arguments,
                        const GOptionEntry *entries,
                        GOptionGroup *group,
                        int *argc,
                        char ***argv,
                        MpsExit *code) G_GNUC_WARN_UNUSED_RESULT;
MpsSession *mps_cli_open (MpsCli *cli, GError **error) G_GNUC_WARN_UNUSED_RESULT;
MpsExit mps_cli_fail (MpsCli *cli, GError *error);
MpsExit mps_cli_usage (MpsCli *cli, const char *format, ...) G_GNUC_PRINTF (2, 3);
void mps_cli_print (MpsOut *out);
void mps_cli_note (const char *format, ...) G_GNUC_PRINTF (1, 2);
void mps_cli_progress (guint64 done, guint64 total, gpointer label);
gboolean mps_cli_split_reference (const char *text, char **type, char **id);

gboolean mps_cli_check_virtual (const MpsVirtualConfig *config, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/**
 * MpsCliWait: waits for an asynchronous call, its main context running.
 */
typedef struct {
  GAsyncResult *result;
} MpsCliWait;

void mps_cli_wait_callback (GObject *source, GAsyncResult *result, gpointer wait);
GAsyncResult *mps_cli_wait (MpsCliWait *wait);

G_END_DECLS
