"""The notaries' system (ثبت الکترونیک اسناد): late answers and changed certificates go to it."""
