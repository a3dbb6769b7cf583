# SPDX-License-Identifier: Apache-2.0

# Runs PROGRAM with ARGUMENTS and compares what it leaves behind: its exit code, its output (each of
# the regular expressions in OUTPUT), its only line of error, and after a run a whole timeline.
file(REMOVE ${TIMELINE})
execute_process(COMMAND ${PROGRAM} ${ARGUMENTS}
    RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE error TIMEOUT 110)

set(problems "")
if(NOT result STREQUAL EXIT)
    string(APPEND problems "\n  exit code ${result} instead of ${EXIT}")
endif()
if(NOT error STREQUAL "" AND NOT error STREQUAL "${ERROR}\n")
    string(APPEND problems "\n  unexpected error output: ${error}")
endif()
if(error STREQUAL "" AND NOT ERROR STREQUAL "")
    string(APPEND problems "\n  no error output instead of: ${ERROR}")
endif()
foreach(pattern IN LISTS OUTPUT)
    if(NOT output MATCHES "${pattern}")
        string(APPEND problems "\n  nothing in the output matches: ${pattern}")
    endif()
endforeach()
if(output MATCHES "arrived intact in")
    file(READ ${TIMELINE} picture)
    if(NOT picture MATCHES "</svg>\n$")
        string(APPEND problems "\n  the timeline is incomplete")
    endif()
endif()

if(NOT problems STREQUAL "")
    message(FATAL_ERROR "${PROGRAM} ${ARGUMENTS}:${problems}\noutput:\n${output}")
endif()
