# SPDX-License-Identifier: Apache-2.0

# Installs, then moves what was installed: a package that knows where it was built is not found there.
#
# cmake -DBINARY=<build folder> -DSCRATCH=<folder> -P install_and_move.cmake
file(REMOVE_RECURSE ${SCRATCH}/staged ${SCRATCH}/prefix)
execute_process(COMMAND ${CMAKE_COMMAND} --install ${BINARY} --prefix ${SCRATCH}/staged COMMAND_ERROR_IS_FATAL ANY)
file(RENAME ${SCRATCH}/staged ${SCRATCH}/prefix)
