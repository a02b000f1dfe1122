/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "devices/virtual/mps-virtual-config.h"
#include "devices/virtual/mps-virtual-reader.h"
#include "devices/virtual/mps-virtual-tag.h"
#include "devices/virtual/mps-virtual-transport.h"
