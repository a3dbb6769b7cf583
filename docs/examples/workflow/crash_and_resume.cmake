# SPDX-License-Identifier: Apache-2.0
#
# Runs the workflow, lets it be killed after some checkpoints, and runs it again.
set(database ${FOLDER}/workflow.sqlite)
file(REMOVE ${database} ${FOLDER}/workflow.svg)

execute_process(
    COMMAND ${WORKFLOW} --database ${database} --picture ${FOLDER}/workflow.svg --crash-after 20
    RESULT_VARIABLE killed OUTPUT_VARIABLE first ERROR_VARIABLE first_errors)
if(killed EQUAL 0)
    message(FATAL_ERROR "the first run was not killed:\n${first}${first_errors}")
endif()

execute_process(
    COMMAND ${WORKFLOW} --database ${database} --picture ${FOLDER}/workflow.svg
    RESULT_VARIABLE result OUTPUT_VARIABLE second ERROR_VARIABLE second_errors)
message("${first}\n${second}${second_errors}")
if(NOT result EQUAL 0)
    message(FATAL_ERROR "the second run failed: ${result}")
endif()
foreach(expected IN ITEMS
        "20 results found in the checkpoint" "asks: publish document 5?" "was taken by the batch"
        "error handler" "11 of 12 documents stored")
    string(FIND "${second}" "${expected}" found)
    if(found EQUAL -1)
        message(FATAL_ERROR "the second run did not say '${expected}'")
    endif()
endforeach()
if(NOT EXISTS ${FOLDER}/workflow.svg)
    message(FATAL_ERROR "there is no picture")
endif()
